import { createHash } from 'node:crypto';

/** What somebody reads in place of a file. */
export interface LinkPage {
  status: number;
  title: string;
  words: string;
}

/** Every page there is: fixed words, so that nothing from outside gets into markup. */
export const linkPages = {
  none: { status: 404, title: 'There is nothing here', words: 'Files are handed over in Teams.' },
  over: {
    status: 410,
    title: 'This link is over',
    words: 'It was good for an hour. Ask for the file again in Teams.',
  },
  notSignedIn: {
    status: 403,
    title: 'You are not signed in',
    words: 'Microsoft Entra ID did not confirm who you are. Open the link again.',
  },
  notYours: {
    status: 403,
    title: 'This file is for somebody else',
    words:
      'Only the account that asked for it in Teams can open it. Sign in as that account, or ask for a file of your own.',
  },
  notAllowed: {
    status: 403,
    title: 'There is no file for you',
    words: 'You do not hold the role reader any more.',
  },
  notNow: {
    status: 503,
    title: 'Not now',
    words: 'Microsoft Entra ID or the database does not answer. Open the link again in some minutes.',
  },
} as const satisfies Record<string, LinkPage>;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 'Segoe UI', system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { max-width: 28rem; margin: 1.5rem; padding: 1.5rem 2rem; border: 1px solid color-mix(in srgb, CanvasText 25%, Canvas); border-radius: 8px; }
h1 { margin: 0 0 0.5rem; font-size: 1.25rem; }
p { margin: 0; }
`;

/** Nothing is loaded, nothing runs, nobody frames it, nobody keeps it. */
export const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The page as HTML. */
export const htmlOf = ({ title, words }: LinkPage): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${words}</p></main></body></html>`;
