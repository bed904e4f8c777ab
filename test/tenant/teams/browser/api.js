/** @param {string} path */
export async function get(path) {
  return read(await fetch(path));
}

/**
 * @param {string} path
 * @param {unknown} body
 */
export async function post(path, body) {
  return read(
    await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

async function read(response) {
  const body = await response.json();
  return response.ok ? body : { outcome: 'failed', problem: 'The practice tenant refused it.', ...body };
}

/**
 * Listens to the tenant's events; the browser reconnects by itself and every connection begins with `hello`.
 * @param {(event: {type: string, now: string} & Record<string, any>) => void} listener
 * @param {(isConnected: boolean) => void} onConnection
 */
export function listen(listener, onConnection) {
  const stream = new EventSource('/api/events');
  stream.addEventListener('open', () => onConnection(true));
  stream.addEventListener('error', () => onConnection(false));
  stream.addEventListener('message', (event) => listener(JSON.parse(event.data)));
}
