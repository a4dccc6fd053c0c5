declare module 'lz4js' {
  /** What a frame of LZ4 holds. */
  export function decompress(frame: Uint8Array): Uint8Array;
}
