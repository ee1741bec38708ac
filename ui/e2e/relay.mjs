// A proxy between browser and server that can be cut.
import {createServer, request} from 'node:http';
import {once} from 'node:events';

export async function relay(t) {
  let open = true;
  const server = createServer((asked, answer) => {
    if (!open) {
      asked.socket.destroy();
      return;
    }
    const on = request(asked.url, {method: asked.method, headers: asked.headers}, (answered) => {
      answer.writeHead(answered.statusCode, answered.headers);
      answer.flushHeaders();
      answered.pipe(answer);
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
