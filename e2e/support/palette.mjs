// A picture of a page as a PNG with a palette: a third of the bytes, and nobody sees the difference.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST = 256;

/** The same picture with 256 colours at most; of a PNG as browsers make them, 8 bits a channel and not interlaced. */
export function withPalette(png) {
  const { width, height, step, rows } = read(png);
  const colours = new Map();
  for (let at = 0; at < rows.length; at += step) {
    const colour = (rows[at] << 16) | (rows[at + 1] << 8) | rows[at + 2];
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const palette = chosen(colours);
  const nearest = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of colours.keys()) {
    if (!nearest.has(colour)) nearest.set(colour, closest(palette, colour));
  }
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += step) {
      lines[y * (width + 1) + 1 + x] = nearest.get((rows[at] << 16) | (rows[at + 1] << 8) | rows[at + 2]);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE, chunk('IHDR', header), chunk('PLTE', table), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The commonest colours, and of the rest the commonest of each neighbourhood, ever wider until they fit. */
function chosen(colours) {
  const common = [...colours].sort((one, other) => other[1] - one[1] || one[0] - other[0]).map(([colour]) => colour);
  if (common.length <= MOST) return common;
  const sure = common.slice(0, 24);
  for (let bits = 1; bits < 8; bits += 1) {
    const places = new Map();
    const mask = (0xff << bits) & 0xff;
    for (const colour of common) {
      const place = colour & ((mask << 16) | (mask << 8) | mask);
      if (!places.has(place)) places.set(place, colour);
    }
    const all = [...new Set([...sure, ...places.values()])];
    if (all.length <= MOST) return all;
  }
  return common.slice(0, MOST);
}

function closest(palette, colour) {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  let best = 0;
  let least = Infinity;
  palette.forEach((one, index) => {
    const far = 3 * ((one >> 16) - red) ** 2 + 6 * (((one >> 8) & 255) - green) ** 2 + ((one & 255) - blue) ** 2;
    if (far < least) [best, least] = [index, far];
  });
  return best;
}

/** The pixels, each of `step` bytes, row after row. */
function read(png) {
  const parts = [];
  let header;
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') header = data;
    if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const step = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || !step || header[12] !== 0) throw new Error('this is no PNG as browsers make them');
  const raw = inflateSync(Buffer.concat(parts));
  const length = width * step;
  const rows = Buffer.alloc(height * length);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (length + 1)];
    for (let x = 0; x < length; x += 1) {
      const left = x >= step ? rows[y * length + x - step] : 0;
      const above = y > 0 ? rows[(y - 1) * length + x] : 0;
      const corner = x >= step && y > 0 ? rows[(y - 1) * length + x - step] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      rows[y * length + x] = raw[y * (length + 1) + 1 + x] + guess;
    }
  }
  return { width, height, step, rows };
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunk(kind, data) {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(kind, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}
