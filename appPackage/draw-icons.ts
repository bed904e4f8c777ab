/**
 * Draws the two icons of the app: a shield that one path crosses over another.
 *
 * Run it after changing the drawing (`npx node appPackage/draw-icons.ts`) and commit the PNG files; a test compares them
 * with what is drawn here. Each shape is a distance to its edge, so edges are smooth without oversampling.
 */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

type Point = readonly [x: number, y: number];
type Colour = readonly [red: number, green: number, blue: number];
/** Distance from a point to the edge of a shape, in pixels: negative inside. */
type Shape = (at: Point) => number;
type Layer = { shape: Shape; colour: (at: Point) => Colour };

/** An image of 8-bit RGBA pixels, row by row. */
export type Image = { size: number; pixels: Uint8Array };

const white: Colour = [255, 255, 255];
const indigo: Colour = [67, 64, 181];
const lavender: Colour = [178, 181, 240];
const dusk: Colour = [44, 42, 122];
const dawn: Colour = [107, 101, 224];

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;
const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const flat = (colour: Colour) => (): Colour => colour;

/** The cubic Bézier curve through four control points, as 24 straight pieces. */
function curve(points: readonly [Point, Point, Point, Point]): Point[] {
  const [from, first, second, to] = points;
  return Array.from({ length: 25 }, (_, step) => {
    const t = step / 24;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3] as const;
    const at = (axis: 0 | 1): number =>
      weights[0] * from[axis] + weights[1] * first[axis] + weights[2] * second[axis] + weights[3] * to[axis];
    return [at(0), at(1)];
  });
}

function pieces(line: readonly Point[]): (readonly [Point, Point])[] {
  return line.slice(1).map((end, index) => [line[index] ?? end, end]);
}

function distanceToPiece(at: Point, [from, to]: readonly [Point, Point]): number {
  const along: Point = [to[0] - from[0], to[1] - from[1]];
  const length2 = along[0] ** 2 + along[1] ** 2;
  const share = length2 === 0 ? 0 : clamp(((at[0] - from[0]) * along[0] + (at[1] - from[1]) * along[1]) / length2);
  return Math.sqrt((at[0] - from[0] - share * along[0]) ** 2 + (at[1] - from[1] - share * along[1]) ** 2);
}

/** A line drawn with a round pen. */
function stroke(line: readonly Point[], width: number): Shape {
  const all = pieces(line);
  return (at) => Math.min(...all.map((piece) => distanceToPiece(at, piece))) - width / 2;
}

/** The inside of a closed line, grown by `roundness` pixels, which also rounds its corners. */
function fill(line: readonly Point[], roundness: number): Shape {
  const all = pieces(line);
  return (at) => {
    const crossings = all.filter(
      ([[fromX, fromY], [toX, toY]]) =>
        fromY > at[1] !== toY > at[1] && at[0] < mix(fromX, toX, (at[1] - fromY) / (toY - fromY)),
    );
    const distance = Math.min(...all.map((piece) => distanceToPiece(at, piece)));
    return (crossings.length % 2 === 1 ? -distance : distance) - roundness;
  };
}

const union =
  (...shapes: Shape[]): Shape =>
  (at) =>
    Math.min(...shapes.map((shape) => shape(at)));
const without =
  (shape: Shape, hole: Shape): Shape =>
  (at) =>
    Math.max(shape(at), -hole(at));

/** A shield as a closed line around (96, 96), `scale` times 88 wide. */
function shieldLine(scale: number): Point[] {
  const place = (x: number, y: number): Point => [96 + x * scale, 96 + y * scale];
  return [
    ...curve([place(0, -58), place(13, -48), place(29, -43), place(44, -43)]),
    ...curve([place(44, -43), place(44, 10), place(36, 40), place(0, 58)]),
    ...curve([place(0, 58), place(-36, 40), place(-44, 10), place(-44, -43)]),
    ...curve([place(-44, -43), place(-29, -43), place(-13, -48), place(0, -58)]),
  ];
}

/** From lower left to upper right, ending in an arrowhead. */
function risingPath(width: number): Shape {
  const path = curve([
    [61, 113],
    [104, 113],
    [84, 69],
    [131, 69],
  ]);
  return union(
    stroke(path, width),
    stroke(
      [
        [117, 54],
        [132, 69],
        [117, 84],
      ],
      width,
    ),
  );
}

function fallingPath(width: number): Shape {
  return stroke(
    curve([
      [61, 69],
      [104, 69],
      [84, 113],
      [131, 113],
    ]),
    width,
  );
}

function colourLayers(): Layer[] {
  const everywhere: Shape = () => -1;
  const gradient = ([x, y]: Point): Colour => {
    const share = clamp((x + y) / 384);
    return [mix(dawn[0], dusk[0], share), mix(dawn[1], dusk[1], share), mix(dawn[2], dusk[2], share)];
  };
  return [
    { shape: everywhere, colour: gradient },
    { shape: fill(shieldLine(1.16), 5), colour: flat(white) },
    { shape: without(fallingPath(9.5), risingPath(21)), colour: flat(lavender) },
    { shape: risingPath(9.5), colour: flat(indigo) },
  ];
}

function outlineLayers(): Layer[] {
  const shapes = [stroke(shieldLine(1.5), 10), risingPath(9)];
  return shapes.map((shape) => ({ shape, colour: flat(white) }));
}

/** Draws layers that are made for 192 pixels at any size. */
function draw(layers: readonly Layer[], size: number): Image {
  const pixels = new Uint8Array(size * size * 4);
  const scale = 192 / size;
  for (let index = 0; index < size * size; index += 1) {
    const at: Point = [((index % size) + 0.5) * scale, (Math.floor(index / size) + 0.5) * scale];
    let colour: Colour = white;
    let alpha = 0;
    for (const layer of layers) {
      const cover = clamp(0.5 - layer.shape(at) / scale);
      if (cover === 0) continue;
      const [red, green, blue] = layer.colour(at);
      const share = alpha === 0 ? 1 : cover;
      colour = [mix(colour[0], red, share), mix(colour[1], green, share), mix(colour[2], blue, share)];
      alpha = cover + alpha * (1 - cover);
    }
    pixels.set([...colour, alpha * 255].map(Math.round), index * 4);
  }
  return { size, pixels };
}

/** The icon in full colour, 192 by 192 pixels. */
export function drawColourIcon(): Image {
  return draw(colourLayers(), 192);
}

/** The icon in white on nothing, 32 by 32 pixels. */
export function drawOutlineIcon(): Image {
  return draw(outlineLayers(), 32);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(body.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}

/** Writes an image as a PNG file with 8-bit RGBA pixels. */
export function encodePng({ size, pixels }: Image): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // 8 bits a channel, red green blue alpha
  const rows = Buffer.alloc(size * (size * 4 + 1)); // each row begins with filter 0: as it is
  for (let row = 0; row < size; row += 1)
    rows.set(pixels.subarray(row * size * 4, (row + 1) * size * 4), row * (size * 4 + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

if (import.meta.main) {
  writeFileSync(new URL('color.png', import.meta.url), encodePng(drawColourIcon()));
  writeFileSync(new URL('outline.png', import.meta.url), encodePng(drawOutlineIcon()));
}
