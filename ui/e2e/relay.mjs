// A proxy between browser and server that can be cut, and may change what the feeds tell.
import {createServer, request} from 'node:http';
import {once} from 'node:events';
import {Transform} from 'node:stream';

/** Hands on whole frames, each as it is made of the one that came. */
function framed(change) {
  let rest = '';
  return new Transform({
    transform(part, _encoding, done) {
      const frames = (rest + part).split('\n\n');
      rest = frames.pop();
      done(null, frames.map((one) => change(one) + '\n\n').join(''));
    },
  });
}

export async function relay(t, frame = null) {
  let open = true;
  const server = createServer((asked, answer) => {
    if (!open) {
      asked.socket.destroy();
      return;
    }
    const on = request(asked.url, {method: asked.method, headers: asked.headers}, (answered) => {
      answer.writeHead(answered.statusCode, answered.headers);
      answer.flushHeaders();
      const feed = frame !== null && /event-stream/.test(answered.headers['content-type']);
      (feed ? answered.pipe(framed(frame)) : answered).pipe(answer);
    });
    on.on('error', () => answer.destroy());
    answer.on('close', () => on.destroy());
    asked.pipe(on);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    open = false;
    server.closeAllConnections();
  };
  t.after(() => {
    cut();
    server.close();
  });
  return {proxy: {server: 'http://127.0.0.1:' + server.address().port, bypass: '<-loopback>'}, cut, mend: () => (open = true)};
}
