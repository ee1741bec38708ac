import {ConnectionDetailFragment} from './connections.generated';

/** The fingerprint that waits for somebody to compare it, or nothing. */
export function awaiting({status, endpoint, presentedFingerprint: shown}: ConnectionDetailFragment): string {
  const renewed = status === 'BROKEN' && endpoint.trust !== 'ca' && endpoint.trust.toUpperCase() !== shown.toUpperCase();
  return status === 'UNTRUSTED' || renewed ? shown : '';
}

/** What shows the same fingerprint on another way, e.g. on the server itself. */
export function comparison(url: string): string {
  const {hostname, port} = new URL(url);
  const place = hostname + ':' + (port === '' ? '443' : port);
  return `openssl s_client -connect ${place} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256`;
}
