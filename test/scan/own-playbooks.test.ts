import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { choosePlaybook, type PlaybookShelf } from '../../src/incident/choose-playbook.ts'
import { loadPlaybooks } from '../../src/scan/incident/load-playbooks.ts'
import { locateConfiguration } from '../../src/scan/parse-configuration.ts'

/** Loads the playbooks of a configuration that lies beside these files. */
async function load(
  yaml: string,
  files: Readonly<Record<string, string>> = {},
): Promise<PlaybookShelf> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-playbooks-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), content)
  }
  const { configuration, whereIs } = locateConfiguration(yaml, 'stanch.yaml')
  try {
    return await loadPlaybooks({ choices: configuration.playbooks, directory, whereIs })
  } catch (error) {
    ;(error as Error).message = (error as Error).message.replaceAll(`${directory}/`, '')
    throw error
  }
}

async function faultsOf(...parameters: Parameters<typeof load>): Promise<string[]> {
  try {
    await load(...parameters)
  } catch (error) {
    expect(error).toMatchObject({ code: 'PLAYBOOK_INVALID' })
    return (error as Error).message.split('\n')
  }
  return []
}

const playbook = (id: string, proof = 'self-token') => `id: ${id}
name: Ours
description: Our own order.
order: own
rules: any
choose: [{ when: [production], reason: Ours is for production. }]
steps:
  - { id: revoke, title: Revoke, phase: contain, action: revoke, proof: ${proof} }
  - { id: verify, title: Verify, phase: verify, action: probe }
`
const indented = (text: string) => text.replace(/^/gm, '      ').replace(/^ {6}/, '    - ')
const inline = (text: string) => `playbooks:\n  own:\n${indented(text.trimEnd())}\n`

test('without a configuration there are the built-in ones', async () => {
  const shelf = await load('')
  expect(shelf.own).toEqual([])
  expect(shelf.builtIn.map(({ id }) => id)).toContain('stop-the-bleeding')
})

test('files and inline ones, each once, and they are chosen first', async () => {
  const shelf = await load(`${inline(playbook('ours'))}  files: [books/*.yaml, books/two.yaml]\n`, {
    'books/two.yaml': playbook('second'),
    'books/three.yaml': playbook('third'),
  })
  expect(shelf.own.map(({ id }) => id)).toEqual(['ours', 'third', 'second'])
  expect(choosePlaybook(shelf, ['github-token'], { production: true })).toMatchObject({
    playbook: { id: 'ours' },
    reason: 'Ours is for production.',
  })
  expect(choosePlaybook(shelf, ['github-token'], {}).playbook.id).toBe('github-token')
})

test('every fault is told at once, at its place', async () => {
  const faults = await faultsOf(
    `${inline(playbook('no-outage'))}${indented(playbook('ours').replace('proof', 'optional: true, proof').replace('phase: verify', 'phase: clean').trimEnd())}\n  files: [none.yaml, gone/*.yaml, bad.yaml, twice.yaml]\n`,
    { 'bad.yaml': playbook('bad', 'sure'), 'twice.yaml': playbook('ours') },
  )
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^stanch\.yaml:3: id: expected one of its own; no-outage is a built-in playbook$/,
      ),
      expect.stringMatching(/^stanch\.yaml:\d+: steps\[0\]: expected a probe in phase verify/),
      expect.stringMatching(/^none\.yaml cannot be read/),
      expect.stringMatching(/playbooks\.files\[1\]: no file is there/),
      expect.stringMatching(/^bad\.yaml:8: steps\[0\]\.proof: expected an identity proof/),
    ]),
  )
})

test('a path that leads out of the directory is refused', () => {
  expect(() => locateConfiguration('playbooks: { files: [../x.yaml] }', 'stanch.yaml')).toThrow(
    /does not lead out of its directory/,
  )
})
