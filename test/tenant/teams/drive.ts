import type { Surface } from '../contract.ts';
import type { Json } from './json.ts';
import { fileDownloadType } from './messages.ts';

/** A file as it lies in somebody's OneDrive. */
export interface DriveFile {
  userId: string;
  name: string;
  content: Buffer;
  isComplete: boolean;
}

/** A file that somebody attaches to what they say. */
export interface SharedFile {
  name: string;
  content: string | Uint8Array;
}

/** The OneDrives of everybody, as far as bots see them: one upload for each consent, one download for each file said. */
export interface Drive {
  surface: Surface;
  /** Opens an upload, as Teams does when somebody allows a file. */
  open(userId: string, name: string): Json;
  /** What was put there, oldest first. */
  files(userId: string): DriveFile[];
  /** Puts a file there that somebody attaches to a message; gives the attachment, whose address is good for its holder. */
  share(file: SharedFile): Json;
}

const DOWNLOADS = '/drive/downloads/';
const UPLOADS = '/drive/uploads/';

/** Builds the OneDrives at an origin. */
export function createDrive(origin: string): Drive {
  const uploads = new Map<string, DriveFile>();
  const shared = new Map<string, Buffer>();
  return {
    surface: (_, response, { method, path, bytes }) => {
      const download = path.startsWith(DOWNLOADS) ? shared.get(path.slice(DOWNLOADS.length)) : undefined;
      if (download !== undefined && method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/octet-stream' });
        response.end(download);
        return Promise.resolve(true);
      }
      const upload = path.startsWith(UPLOADS) ? uploads.get(path.slice(UPLOADS.length)) : undefined;
      if (upload === undefined || method !== 'PUT') return Promise.resolve(false);
      const range = rangeIn(response.req.headers['content-range'] ?? '');
      const isExpected = range?.start === upload.content.length && range.length === bytes.length && !upload.isComplete;
      if (isExpected) {
        upload.content = Buffer.concat([upload.content, bytes]);
        upload.isComplete = upload.content.length === range.total;
      }
      response.writeHead(isExpected ? (upload.isComplete ? 201 : 202) : 416, { 'content-type': 'application/json' });
      response.end('{}');
      return Promise.resolve(true);
    },
    open: (userId, name) => {
      const id = crypto.randomUUID();
      uploads.set(id, { userId, name, content: Buffer.alloc(0), isComplete: false });
      return {
        contentUrl: `https://fabrikam-my.sharepoint.example/personal/${userId}/Documents/Applications/${name}`,
        name,
        uploadUrl: `${origin}${UPLOADS}${id}`,
        uniqueId: id,
        fileType: name.split('.').at(-1) ?? '',
      };
    },
    share: ({ name, content }) => {
      const uniqueId = crypto.randomUUID();
      shared.set(uniqueId, Buffer.from(content));
      return {
        contentType: fileDownloadType,
        contentUrl: `https://fabrikam-my.sharepoint.example/personal/shared/${encodeURIComponent(name)}`,
        name,
        content: { downloadUrl: `${origin}${DOWNLOADS}${uniqueId}`, uniqueId, fileType: name.split('.').at(-1) ?? '' },
      };
    },
    files: (userId) => [...uploads.values()].filter((file) => file.userId === userId),
  };
}

function rangeIn(header: string): { start: number; length: number; total: number } | undefined {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header) ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), length: Number(end) - Number(start) + 1, total: Number(total) };
}
