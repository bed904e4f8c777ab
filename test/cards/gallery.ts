import type { Browser, Page } from 'playwright-core';
import { readPageFile } from '../tenant/teams/page-files.ts';
import type { CollectedCard } from './collector.ts';

/** The themes that Teams draws cards in. */
export const themes = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const ORIGIN = 'http://gallery.test';

/** A page without any server that draws cards as the practice Teams does. */
export async function openGallery(browser: Browser, width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname === '/' ? { contentType: 'text/html', content: shell } : await readPageFile(pathname);
    if (!file) return route.abort();
    return route.fulfill({ contentType: file.contentType, body: file.content });
  });
  await page.goto(ORIGIN);
  return page;
}

/** The page around the cards: its own rules make room, the look comes from the practice Teams. */
const shell = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Cards</title>
    <link rel="stylesheet" href="/browser/style.css" />
    <style>
      body { overflow: auto; height: auto; padding: 16px; display: block; }
      #cards { columns: 340px; column-gap: 16px; }
      figure { margin: 0 0 16px; break-inside: avoid; }
      figcaption { font-size: 12px; color: var(--text-subtle); padding-bottom: 4px; }
    </style>
    <script src="/vendor/adaptivecards.js"></script>
    <script src="/vendor/markdown-it.js"></script>
  </head>
  <body><main><h1>Cards</h1><h2>By name</h2><div id="cards"></div></main></body>
</html>`;

/** Draws these cards, each under its name, in place of those drawn before. */
export async function drawCards(page: Page, cards: readonly CollectedCard[], theme: Theme): Promise<void> {
  await page.evaluate(
    `(async ({ cards, theme }) => {
      const { cardElement } = await import('/browser/card.js');
      document.documentElement.dataset.theme = theme;
      document.getElementById('cards').replaceChildren(...cards.map(({ name, card }) => {
        const figure = document.createElement('figure');
        const caption = document.createElement('figcaption');
        caption.textContent = name;
        figure.append(caption, cardElement(card, async () => undefined));
        return figure;
      }));
    })(${JSON.stringify({ cards, theme })})`,
  );
}
