import {Pipe, PipeTransform} from '@angular/core';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** IEC units with three digits that mean something: `1.50 GiB`, `200 MiB`. */
export function bytes(count: number): string {
  const power = Math.min(BINARY.length - 1, count < 1 ? 0 : Math.floor(Math.log2(count) / 10));
  const value = count / 1024 ** power;
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits) + ' ' + BINARY[power];
}

/** The two largest parts that say something: `2 d 3 h`, `38 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0
    ? '0 s'
    : parts
        .slice(first, first + 2)
        .filter(([count]) => count > 0)
        .map(([count, unit]) => count + ' ' + unit)
        .join(' ');
}

@Pipe({name: 'bytes'})
export class Bytes implements PipeTransform {
  transform = bytes;
}

/** Bytes in a second. */
@Pipe({name: 'rate'})
export class Rate implements PipeTransform {
  transform(perSecond: number): string {
    return bytes(perSecond) + '/s';
  }
}

@Pipe({name: 'duration'})
export class Duration implements PipeTransform {
  transform = duration;
}
