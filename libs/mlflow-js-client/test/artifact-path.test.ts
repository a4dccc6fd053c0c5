import test from 'ava';
import fc from 'fast-check';
import { encodeArtifactPath } from '../src/artifact-path.ts';
import { MlflowError } from '../src/errors.ts';

test('paths that leave the folder, or that the server cannot store, are refused', (t) => {
  const bad = ['', '.', '..', '../a', 'a/../b', 'a/..', 'a//b', '/a', 'a/', 'a/./b', 'a#b', 'a\nb', 'a\rb', 'a\0b'];
  const encoded = ['%2e%2e/a', '%2E', '.%2e/a', '%2e./a'];
  for (const path of [...bad, ...encoded, 'x'.repeat(256), 'é'.repeat(128), '\ud800', undefined, 7]) {
    t.throws(
      () => encodeArtifactPath(path),
      { instanceOf: MlflowError, message: /artifact path: expected/ },
      String(path),
    );
  }
});

test('whatever is accepted comes out of a URL as it went in, below the same folder', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 }),
      (parts) => {
        const path = parts.join('/');
        let encoded: string;
        try {
          encoded = encodeArtifactPath(path);
        } catch (error) {
          return error instanceof MlflowError;
        }
        const { pathname, hash, search } = new URL(`http://host/root/${encoded}`);
        return (
          pathname.startsWith('/root/') &&
          hash === '' &&
          search === '' &&
          pathname.slice('/root/'.length).split('/').map(decodeURIComponent).join('/') === path
        );
      },
    ),
  );
  t.is(encodeArtifactPath('a b/..c/ü?%.txt'), 'a%20b/..c/%C3%BC%3F%25.txt');
  t.is(encodeArtifactPath('x'.repeat(255)).length, 255);
});
