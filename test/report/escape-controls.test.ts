import { expect, test } from 'vitest'
import { escapeControls, escapeForLog, toJson } from '../../src/report/escape-controls.ts'

test.for([
  ['plain text stays', 'a/b c-Ünïcode-鍵.env', 'a/b c-Ünïcode-鍵.env'],
  ['escape sequences', '\u001b[2J', '\\x1b[2J'],
  ['line breaks and tabs', 'a\r\n\tb', 'a\\r\\n\\tb'],
  ['eight-bit controls', '\u009b2J\u007f', '\\x9b2J\\x7f'],
  ['direction marks', '\u202egpj.exe', '\\u202egpj.exe'],
  ['line separators', 'a\u2028b', 'a\\u2028b'],
  ['invisible tags', '\u{e0041}', '\\u{e0041}'],
  ['half a surrogate pair', '\ud800', '\\ud800'],
] as const)('escapes %s', ([, text, expected]) => {
  expect(escapeControls(text)).toBe(expected)
})

test.for([
  ['a command at the start', '::error::x', '\\x3a:error::x'],
  ['a command after spaces', '  ::error::x', '  \\x3a:error::x'],
  ['an old command anywhere', 'x##[group]y', 'x#\\x23[group]y'],
  ['colons elsewhere stay', 'a::b', 'a::b'],
] as const)('breaks up %s', ([, text, expected]) => {
  expect(escapeForLog(text)).toBe(expected)
})

test('JSON holds no invisible character and reads back the same', () => {
  const value = { path: '\u001b\u009b\u202e\u2028\u{e0041}\ud800x' }
  expect(toJson(value)).toBe('{"path":"\\u001b\\u009b\\u202e\\u2028\\udb40\\udc41\\ud800x"}')
  expect(JSON.parse(toJson(value, 2))).toEqual(value)
})
