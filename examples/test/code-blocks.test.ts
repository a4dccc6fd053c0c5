import test from 'ava';
import { codeBlocks, importedPackages } from '../src/code-blocks.ts';

const PAGE = [
  '# A page',
  '',
  '    npx sweep grid --grid a.json',
  '    npx nx run something:else',
  '',
  '```python',
  'import numpy as np',
  '    # npx sweep is no command here',
  '    npx sweep',
  '```',
  '',
  '```r',
  'x <- 1',
  '```',
  '',
  'text with `npx sweep status`',
  '```',
  '    npx sweep status',
  '```',
  '```python',
  'y = 1',
  '```',
].join('\n');

test('Python blocks and commands of a page, in its order, each with its line', (t) => {
  t.deepEqual(codeBlocks(PAGE), [
    { language: 'commands', text: 'npx sweep grid --grid a.json', line: 3 },
    {
      language: 'python',
      text: 'import numpy as np\n    # npx sweep is no command here\n    npx sweep\n',
      line: 7,
    },
    { language: 'python', text: 'y = 1\n', line: 21 },
  ]);
});

test('imported packages by their first name, each once', (t) => {
  const code =
    'import json\nfrom safetensors.numpy import load_file\nif True:\n    import numpy as np\nimport json\n# import torch\n';
  t.deepEqual(importedPackages(code), ['json', 'safetensors', 'numpy']);
});
