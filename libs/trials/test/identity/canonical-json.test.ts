import test from 'ava';
import { canonicalJson } from '../../src/index.ts';

test('keys are sorted at every depth, lists keep their order, what is undefined is left out', (t) => {
  t.is(canonicalJson({ b: [2, 1], a: { d: null, c: undefined, B: 'x' } }), '{"a":{"B":"x","d":null},"b":[2,1]}');
  t.is(canonicalJson({ a: undefined }), '{}');
  t.is(canonicalJson([3, { z: 1, y: true }]), '[3,{"y":true,"z":1}]');
  t.is(canonicalJson('a"b'), '"a\\"b"');
  t.is(canonicalJson(-0), '0');
});
