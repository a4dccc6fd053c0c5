const SECONDS_BETWEEN_LINES = 5;

export interface CountProgress {
  show(done: number, of: number): void;
  end(): void;
}

/** `3 of 24 trials measured`: on a terminal in one line, elsewhere a line now and then. */
export function showCount(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
  words: string,
  seconds: () => number,
): CountProgress {
  let last = seconds();
  let open = false;
  return {
    show(done, of) {
      const text = `${done} of ${of} ${words}`;
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${text}`);
        open = true;
      } else if (seconds() - last >= SECONDS_BETWEEN_LINES) {
        stream.write(`${text}\n`);
        last = seconds();
      }
    },
    end() {
      if (open) stream.write('\n');
    },
  };
}
