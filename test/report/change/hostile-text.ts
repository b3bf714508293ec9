import fc from 'fast-check'

const pieces = [
  '`', '``', '```', '|', '\\|', '\\', '\\`', '*', '**', '_', '~~', '#', '# ', '#12', 'GH-12', '@octocat', '@acme/team', '![x](https://evil.test/a.png)',
  '[x](https://evil.test)', '[x]', '(javascript:alert(1))', '<https://evil.test>', 'https://evil.test/a', 'www.evil.test', 'a@evil.test',
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<b>', '</td>', '</table>', '</details>', '<!--', '-->', '&lt;', '&#64;', '&amp;',
  '\n', '\r\n', '\n\n', '\t', '    ', '- ', '1. ', '> ', '---', '===', ':smile:', '$x$', '[^1]', '\u202e', '\u2066', '\u200b', '\u2028', '\u0000', '\u001b[2J',
  '::error::x', '##[command]', '%0A', '"', "'", 'acme/shop#12', 'deadbeefcafe', 'ordinary', ' words ', 'ünïcode', '漢字', '\ud83d', '🔑', ']]>', '{{ x }}', '${{ secrets.X }}', '$(id)', ';',
] // prettier-ignore

/** What somebody may call a branch, a file or themselves to break out of where it is shown. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((list) => list.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
