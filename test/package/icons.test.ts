import assert from 'node:assert/strict';
import { drawColourIcon, drawOutlineIcon } from '../../appPackage/draw-icons.ts';
import { readPicture } from './png.ts';

function pixelsOf(path: string): number[][] {
  const { pixels } = readPicture(path);
  return Array.from({ length: pixels.length / 4 }, (_, index) => [...pixels.subarray(index * 4, index * 4 + 4)]);
}

describe('the icons of the app', () => {
  it('are 192 by 192 pixels in colour and 32 by 32 in outline, as Teams asks', () => {
    const colour = readPicture('appPackage/color.png');
    const outline = readPicture('appPackage/outline.png');
    assert.deepEqual([colour.width, colour.height], [192, 192]);
    assert.deepEqual([outline.width, outline.height], [32, 32]);
    assert.ok(outline.hasAlpha);
  });

  it('have an outline of white on nothing, and no other colour', () => {
    const coloured = pixelsOf('appPackage/outline.png').filter(([r, g, b]) => r !== 255 || g !== 255 || b !== 255);
    assert.deepEqual(coloured, []);
  });

  it('have an outline that neither fills its square nor vanishes in it', () => {
    const alphas = pixelsOf('appPackage/outline.png').map((pixel) => pixel[3] ?? 0);
    const share = alphas.filter((alpha) => alpha > 127).length / alphas.length;
    assert.ok(share > 0.1 && share < 0.5, `${share} of the outline is white`);
    assert.equal(alphas[0], 0);
  });

  it('fill the whole colour square, since Teams rounds its corners itself', () => {
    assert.ok(pixelsOf('appPackage/color.png').every((pixel) => pixel[3] === 255));
  });

  it('are what the drawing says, pixel by pixel', () => {
    assert.deepEqual(readPicture('appPackage/color.png').pixels, drawColourIcon().pixels);
    assert.deepEqual(readPicture('appPackage/outline.png').pixels, drawOutlineIcon().pixels);
  });
});
