import { expect, test } from 'vitest'
import {
  inputDescriptions,
  outputDescriptions,
  readInputs,
  variableOf,
} from '../../src/action/inputs.ts'
import { StanchError } from '../../src/text/error.ts'

const read = (typed: Record<string, string>) =>
  readInputs(
    Object.fromEntries(Object.entries(typed).map(([name, value]) => [variableOf(name), value])),
  )

/** As `action.yml` hands them on when nobody typed any. */
const defaults = Object.fromEntries(
  inputDescriptions.map((input) => [
    input.name,
    input.default.startsWith('$') ? 'a-token' : input.default,
  ]),
)

test('nothing typed and all defaults typed are the same', () => {
  expect(read(defaults)).toEqual({ ...read({}), token: 'a-token' })
  expect(read({})).toEqual({
    token: undefined,
    failOn: 'any',
    onIncomplete: 'fail',
    comments: 'auto',
    annotations: true,
    summary: true,
    sarif: undefined,
    report: undefined,
    policy: undefined,
    validate: false,
    minConfidence: undefined,
    inventory: undefined,
    onFinding: 'none',
    webhookUrl: undefined,
    scan: 'history',
  })
})

test('each choice of the table is taken, another word is not, and is not repeated', () => {
  for (const input of inputDescriptions) {
    if (!('choices' in input)) continue
    const { name, choices } = input
    const also = { validate: 'true', 'webhook-url': 'https://hooks.example/x' }
    for (const choice of choices) expect(() => read({ ...also, [name]: choice })).not.toThrow()
    expect(() => read({ [name]: 'TRUE-ish' })).toThrow(new RegExp(`input ${name}: expected`))
    expect(() => read({ [name]: 'TRUE-ish' })).not.toThrow('TRUE-ish')
  }
})

test.each([
  ['policy', 'octo/policies@main'],
  ['policy', `octo/policies@${'a'.repeat(39)}`],
  ['policy', `../policies@${'a'.repeat(40)}`],
  ['policy', `octo/policies@${'a'.repeat(40)}\n`.replace('\n', ' x')],
  ['policy', `--upload-pack=x/y@${'a'.repeat(40)}`],
  ['sarif', '../out.sarif'],
  ['sarif', '/etc/passwd'],
  ['report', 'a/../../b'],
  ['report', 'C:\\x.json'],
  ['webhook-url', 'http://hooks.example/x'],
  ['webhook-url', 'https://user:pass@hooks.example/x'],
  ['webhook-url', 'file:///etc/passwd'],
  ['token', 'two words'],
  ['token', 'a\u0000b'],
])('%s: %s is refused', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(StanchError)
})

test('every input but the inventory refuses what is no word of its kind', () => {
  const hostile = '$(touch x)`touch x`";touch x\n::set-output name=complete::true\n| & %PATH%'
  const takes = inputDescriptions
    .map(({ name }) => name)
    .filter((name) => {
      try {
        read({ [name]: hostile })
        return true
      } catch (error) {
        expect((error as StanchError).message).toMatch(new RegExp(`^input ${name}: expected`))
        return false
      }
    })
  expect(takes).toEqual(['inventory'])
})

test('what belongs together is asked for together, and all faults are told at once', () => {
  expect(() => read({ 'on-finding': 'webhook' })).toThrow('input webhook-url: expected an address')
  expect(() => read({ 'fail-on': 'verified' })).toThrow('fail-on: verified wants validate: true')
  expect(() => read({ 'fail-on': 'x', sarif: '/x', scan: 'y' })).toThrow(
    /input fail-on:[^\n]*\ninput scan:[^\n]*|input fail-on:[^\n]*\ninput sarif:/,
  )
})

test('an input that nobody knows is a fault, with the one that may be meant', () => {
  expect(() => read({ 'fail-onn': 'any' })).toThrow('do you mean fail-on?')
  expect(() => readInputs({ 'STANCH_INPUT_$(touch x)': '1' })).toThrow('one: there is none')
  expect(() => readInputs({ STANCH_KEY: 'x', INPUT_FOO: '1' })).not.toThrow()
})

test('a full commit is a policy', () => {
  const commit = 'ab'.repeat(20)
  expect(read({ policy: `octo/policies@${commit}` }).policy).toEqual({
    repository: 'octo/policies',
    commit,
  })
})

test('names are unique, and each has a sentence', () => {
  for (const table of [inputDescriptions, outputDescriptions]) {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length)
    for (const { description } of table) expect(description).toMatch(/^[A-Z`].*\.$/s)
  }
})
