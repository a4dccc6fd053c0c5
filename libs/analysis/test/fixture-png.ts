import { crc32, deflateSync } from 'node:zlib';

/** A greyscale PNG of blurred dots, as a trial's pictures are. */
export function fixturePng(width: number, height: number, seed: number): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const digit = Math.floor(x / 28) + 10 * Math.floor(y / 28) + seed;
      const [centreX, centreY] = [14 + 6 * Math.sin(digit), 14 + 6 * Math.cos(digit * 1.7)];
      const distance = Math.hypot((x % 28) - centreX, (y % 28) - centreY);
      rows[y * (width + 1) + 1 + x] = Math.round(255 * Math.exp(-(((distance - 6) / 2) ** 2)));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
