import { expect, test } from 'vitest'
import { allowsInline } from '../../src/scan/inline-allow.ts'
import { processorMs } from '../processor-ms.ts'

test.for([
  ['a comment after the value', 'key = "…" # stanch:allow', true],
  ['a comment without space', 'x();//stanch:allow', true],
  ['a comment over the whole line', '# stanch:allow', true],
  ['a block comment', 'x = 1 /* stanch:allow */ + y', true],
  ['a line in a block comment', '   * stanch:allow', true],
  ['markup', '<key>…</key><!-- stanch:allow -->', true],
  ['JSX', '{/* stanch:allow */}', true],
  ['SQL', "select '…' -- stanch:allow", true],
  ['an ini file', 'key=… ; stanch:allow', true],
  ['its own rule', '# stanch:allow rule-a', true],
  ['its own rule in a list', '# stanch:allow rule-b, rule-a', true],
  ['its own rule and a reason', '# stanch:allow rule-a a sample from the manual', true],
  ['its own rule in a block comment', '/* stanch:allow rule-a*/', true],
  ['all rules with a reason', '# stanch:allow -- a sample', true],
  ['the second of two comments', '# stanch:allow rule-b # stanch:allow rule-a', true],
  ['a carriage return at the end', '# stanch:allow\r', true],
  ['another rule', '# stanch:allow rule-b', false],
  ['a longer id', '# stanch:allow rule-a-b', false],
  ['a shorter id', '# stanch:allow rule', false],
  ['a reason without dashes', '# stanch:allow because', false],
  ['no comment', 'x = stanch:allow', false],
  ['a URL’s user', `https://${'stanch'}:allow@host/`, false],
  ['a URL’s fragment', 'https://host/a#stanch:allow', false],
  ['another word', '# stanch:allowed', false],
  ['another marker', '# stanch:allow-next-line', false],
  ['other case', '# Stanch:Allow', false],
  ['later in the comment', '# TODO stanch:allow', false],
  ['no marker', 'x = 1', false],
] as const)('%s', ([, line, expected]) => {
  expect(allowsInline(line, 'rule-a')).toBe(expected)
})

test('a long hostile line takes linear time', () => {
  const start = processorMs()
  expect(allowsInline('* # '.repeat(1 << 20) + '#'.repeat(1 << 20), 'rule-a')).toBe(false)
  expect(allowsInline(' stanch:allow'.repeat(1 << 14), 'rule-a')).toBe(false)
  expect(processorMs() - start).toBeLessThan(2000)
})
