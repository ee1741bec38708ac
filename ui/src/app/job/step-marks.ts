import uPlot from 'uplot';
import {JobDoc} from './job-store';

/** Draws a line where each step began, with its number in the plan. */
export function marked(steps: () => JobDoc['steps'], colour: string): (plot: uPlot) => void {
  return (plot) => {
    const {ctx, bbox} = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.font = 11 * devicePixelRatio + 'px sans-serif';
    ctx.setLineDash([2, 4]);
    for (const {index, startedAt} of steps()) {
      const x = startedAt == null ? -1 : plot.valToPos(Date.parse(startedAt) / 1000, 'x', true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) {
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.fillText(String(index + 1), x + 3, bbox.top + 11 * devicePixelRatio);
      }
    }
    ctx.restore();
  };
}
