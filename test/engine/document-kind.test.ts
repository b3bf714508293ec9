import { expect, test } from 'vitest'
import { documentKindOf, fileNameOf } from '../../src/engine/document-kind.ts'

test.for([
  ['src/a.ts', 'code'], ['a/B.PY', 'code'], ['x.go', 'code'], ['a.min.js', 'lock'], ['a.js.map', 'lock'], ['package-lock.json', 'lock'],
  ['dir/Cargo.lock', 'lock'], ['go.sum', 'lock'], ['a.json', 'config'], ['.env', 'config'], ['.env.local', 'config'], ['Dockerfile', 'config'],
  ['a.yaml', 'config'], ['README.md', 'text'], ['a.log', 'text'], ['-', 'text'], ['', 'text'], ['a.zip!inner/b.py', 'code'], ['C:\\x\\a.cs', 'code'],
] as const)('%s: %s', ([path, kind]) => expect(documentKindOf(path)).toBe(kind)) // prettier-ignore

test.for([
  ['a/b.c', 'b.c'], ['b.c', 'b.c'], ['a\\b', 'b'], ['a/', ''], ['', ''],
] as const)('the name of %j is %j', ([path, name]) => expect(fileNameOf(path)).toBe(name)) // prettier-ignore
