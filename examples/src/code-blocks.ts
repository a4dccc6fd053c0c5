/** Code of a page that a reader would run: Python, or one command a line. */
export interface CodeBlock {
  readonly language: 'python' | 'commands';
  readonly text: string;
  /** Of the block's first line in the page, from 1. */
  readonly line: number;
}

/** The Python blocks of a Markdown page, and its indented lines that start with `npx sweep`, in the order of the page. */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let fence: { readonly language: string; readonly start: number; readonly lines: string[] } | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    const opening = /^```(\w*)$/.exec(line);
    if (fence !== null) {
      if (opening === null) {
        fence.lines.push(line);
        continue;
      }
      if (fence.language === 'python') {
        blocks.push({ language: 'python', text: `${fence.lines.join('\n')}\n`, line: fence.start });
      }
      fence = null;
    } else if (opening !== null) {
      fence = { language: opening[1] ?? '', start: index + 2, lines: [] };
    } else if (/^ {4}npx sweep /.test(line)) {
      blocks.push({ language: 'commands', text: line.trim(), line: index + 1 });
    }
  }
  return blocks;
}

/** The packages that Python code imports, without what is below them: `safetensors.numpy` is `safetensors`. */
export function importedPackages(text: string): string[] {
  const names = [...text.matchAll(/^\s*(?:import|from) +(\w+)/gm)].map(([, name = '']) => name);
  return [...new Set(names)];
}
