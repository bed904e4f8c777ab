import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Request, Response, Server } from 'restify';
import type { Log } from '../lib/log.ts';
import { RETURN_PATH, type FileLinks, type HandedFile } from './file-links.ts';
import { htmlOf, linkPages, PAGE_HEADERS, type LinkPage } from './link-page.ts';

const SEE_OTHER = 303;

/** The way to a file in the browser, and back from the sign-in. */
export function addFileRoutes(
  server: Server,
  { links, log }: { links: () => Promise<FileLinks | undefined>; log: Log },
): void {
  server.get('/files/:id', async (request: Request, response: Response) => {
    const { id = '' } = request.params as { id?: string };
    const to = await links()
      .then((known) => known?.open(id) ?? linkPages.none)
      .catch(() => linkPages.notNow);
    if (typeof to !== 'string') sendPage(response, to);
    else {
      response.writeHead(SEE_OTHER, { ...PAGE_HEADERS, location: to });
      response.end();
    }
  });
  server.post(RETURN_PATH, async (request: Request, response: Response) => {
    const form = String(request.body ?? '');
    try {
      const known = await links();
      const page = known ? await known.handOver(form, (file) => sendFile(response, file)) : linkPages.none;
      if (page) sendPage(response, page);
    } catch (cause) {
      log.error('teams.file.link', cause);
      sendPage(response, linkPages.notNow);
    }
  });
}

/** Where a file has begun already it breaks off: a part of it must not look like the whole. */
function sendPage(response: Response, page: LinkPage): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(page.status, { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' });
  response.end(htmlOf(page));
}

/** Names of files are our own words, without a letter that a header could not hold. */
async function sendFile(response: Response, { path, bytes, name }: HandedFile): Promise<void> {
  response.writeHead(200, {
    ...PAGE_HEADERS,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
    'content-length': bytes,
  });
  await pipeline(createReadStream(path), response);
}
