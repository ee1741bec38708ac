import {ConnectionDetailFragment} from './connections.generated';
import {awaiting, comparison} from './trust';

const SHOWN = 'AB:CD';
const connection = (status: string, trust: string, presentedFingerprint = SHOWN) =>
  ({status, presentedFingerprint, endpoint: {trust}}) as ConnectionDetailFragment;

describe('the fingerprint that waits to be compared', () => {
  it('is the one that a new server showed', () => expect(awaiting(connection('UNTRUSTED', ''))).toBe(SHOWN));
  it('is the new one of a server that was trusted by another', () => expect(awaiting(connection('BROKEN', '12:34'))).toBe(SHOWN));
  it('is none where the trusted one was shown', () => expect(awaiting(connection('BROKEN', 'ab:cd'))).toBe(''));
  it('is none where an authority vouches', () => expect(awaiting(connection('BROKEN', 'ca'))).toBe(''));
  it('is none while all is well', () => expect(awaiting(connection('READY', SHOWN))).toBe(''));
  it('is none before the server showed any', () => expect(awaiting(connection('BROKEN', '12:34', ''))).toBe(''));
});

describe('the comparison', () => {
  it('asks the port of the address', () => expect(comparison('https://pve:8006')).toContain('-connect pve:8006 '));
  it('asks the usual port where none is named', () => expect(comparison('https://vc.example')).toContain('vc.example:443 '));
});
