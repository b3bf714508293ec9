import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparedPath, idsOf, pathIn, undatedName } from '../../src/exports/file-keys.ts'

test.for([
  ['a.zip!chats/', 'files/x', 'a.zip!chats/files/x'],
  ['a.zip!chats/', '../x', 'a.zip!x'],
  ['a.zip!chats/', '../../x', undefined],
  ['a.zip!chats/', '../../../a.zip!chats/x', undefined],
  ['a.zip!', '../x', undefined],
  ['', '../x', undefined],
  ['', './x//y/./z', 'x/y/z'],
  ['/in/a/', '../b', '/in/b'],
  ['/in/', '../../../etc', undefined],
  ['../in/', 'x', '../in/x'],
  ['../in/', '../../y', undefined],
] as const)('in %j %j leads to %j', ([folder, path, led]) => {
  expect(pathIn(folder, path)).toBe(led)
})

test('no path leads out of its archive', () => {
  const parts = (...names: string[]) => fc.array(fc.constantFrom(...names), { maxLength: 8 })
  fc.assert(
    fc.property(parts('a', 'b'), parts('..', '.', '', 'a', 'b!c'), (folder, path) => {
      const led = pathIn(`x.zip!${folder.map((name) => `${name}/`).join('')}`, path.join('/'))
      expect(led ?? 'x.zip!').toMatch(/^x\.zip!/)
      expect(led ?? '').not.toMatch(/(?:^|[/!])\.\.(?:[/!]|$)/)
    }),
  )
})

test.for([
  ['cl%C3%A9s.env', 'cl\u00e9s.env'],
  ['cle\u0301s.env', 'cl\u00e9s.env'],
  ['a\\b.env', 'a/b.env'],
  ['100%.env', '100%.env'],
  ['File-1?account_id=3.png', 'File-1_account_id=3.png'],
  ['%FF.env', '%FF.env'],
] as const)('%j is compared as %j', ([path, compared]) => {
  expect(comparedPath(path)).toBe(compared)
})

test.for([
  ['__uploads/F0123ABCDEF/deploy.env', ['F0123ABCDEF']],
  ['a/F0123ABCDEF-deploy.env', ['F0123ABCDEF', 'F0123ABCDEF-deploy', 'F0123ABCDEF-deploy.env']],
  ['a.zip!toolu_01AbCdEf.txt', ['toolu_01AbCdEf', 'toolu_01AbCdEf.txt', '01AbCdEf']],
  ['x/run_shell_command_1737714849-abc123.txt', ['1737714849-abc123']],
  ['x/bqwertyui.txt', ['bqwertyui']],
  ['x/.env', []],
] as const)('ids in %j', ([path, ids]) => {
  expect(idsOf(path)).toEqual(expect.arrayContaining([...ids]))
})

test('words are no ids', () => {
  expect(idsOf('documents/deployment-instructions-final.txt')).toEqual([
    'deployment-instructions-final',
  ])
})

test.for([
  ['deploy-1-24-2025 at 10-15-00 AM.env', 'deploy.env'],
  ['deploy-24.1.2025 um 10-15-00.env', 'deploy.env'],
  ['my.deploy-2025-01-24 at 10-15-00.tar', 'my.deploy.tar'],
  ['Makefile-1-24-2025 at 10-15-00 AM', 'Makefile'],
  ['deploy-2.env', 'deploy-2.env'],
  ['a.env', 'a.env'],
] as const)('%j without its time is %j', ([name, undated]) => {
  expect(undatedName(name)).toBe(undated)
})
