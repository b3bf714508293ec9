import { expect, test } from 'vitest'
import { nameAround } from '../../src/engine/assigned-span.ts'
import { readAssignment } from '../../src/engine/assignment.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'

/** `[value]` marks the value of the name that holds `pw`; without a mark there is none. */
function check(marked: string) {
  const [before, value, behind] = marked.split(/[⟦⟧]/)
  const text = before! + (value ?? '') + (behind ?? '')
  const bytes = bytesOfUtf8(text)
  const at = text.indexOf('pw')
  const assignment = readAssignment(bytes, nameAround(bytes, at, at + 2))
  const found = assignment && latin1Of(bytes, assignment.value.start, assignment.value.end)
  expect(found).toBe(value)
  if (value !== undefined) expect(assignment!.value.start).toBe(before!.length)
}

test.for([
  ['dotenv', 'DB_pw=⟦abc⟧\nX=1'],
  ['dotenv with quotes', 'DB_pw="⟦a b c⟧"'],
  ['dotenv with signs', 'DB_pw=⟦a(b)c|d&e;f,g⟧\n'],
  ['a shell export', 'export DB_pw=⟦abc⟧'],
  ['a shell export in one line', 'X=1 DB_pw=⟦abc⟧; run'],
  ['a Dockerfile', 'ENV DB_pw ⟦abc⟧'.replace(' ⟦', '=⟦')],
  ['properties', 'spring.datasource.pw=⟦abc⟧'],
  ['properties with blanks', 'spring.datasource.pw = ⟦abc⟧'],
  ['INI', '[db]\npw = ⟦abc⟧\n'],
  ['TOML', 'pw = "⟦abc⟧"'],
  ['YAML', 'db:\n  pw: ⟦abc⟧\n'],
  ['YAML with quotes', "  pw: '⟦abc⟧'"],
  ['a YAML list', '  - pw: ⟦abc⟧'],
  ['JSON', '{"pw": "⟦abc⟧"}'],
  ['JSON without blanks', '{"user":"x","pw":"⟦abc⟧","y":1}'],
  ['JSON over two lines', '"pw":\n    "⟦abc⟧"'],
  ['JSON with an escape', '{"pw":"⟦a\\"c⟧"}'],
  ['JSON in JSON', '{\\"pw\\": \\"⟦abc⟧\\"}'],
  ['JavaScript', 'const pw = "⟦abc⟧";'],
  ['TypeScript', 'const pw: string = "⟦abc⟧"'],
  ['a template string', 'pw = `⟦abc⟧`'],
  ['an object', '{ pw: "⟦abc⟧" }'],
  ['Python', "pw = '⟦abc⟧'"],
  ['Python bytes', "pw = b'⟦abc⟧'"],
  ['Python triple quotes', 'pw = """⟦abc⟧"""'],
  ['a Python argument', 'connect(user="x", pw="⟦abc⟧")'],
  ['a Python dictionary', "{'pw': '⟦abc⟧'}"],
  ['Go', 'pw := "⟦abc⟧"'],
  ['Rust', 'let pw: &str = "⟦abc⟧";'.replace('&', '')],
  ['Java', 'String pw = "⟦abc⟧";'],
  ['a setter', 'config.setpw("⟦abc⟧")'],
  ['a constant', "define('DB_pw', '⟦abc⟧');"],
  ['Ruby', ':pw => "⟦abc⟧"'],
  ['PHP', "$pw = '⟦abc⟧';"],
  ['C#', 'pw = @"⟦abc⟧";'],
  ['a wrapping call', 'pw = base64.b64decode("⟦abc⟧")'],
  ['a flag', 'tool --pw ⟦abc⟧ --x'],
  ['a flag with =', 'tool --pw=⟦abc⟧ --x'],
  ['a flag with quotes', 'tool --pw "⟦abc⟧"'],
  ['XML', '<pw>⟦abc⟧</pw>'],
  ['an XML attribute', '<x pw="⟦abc⟧"/>'],
  ['a property of Hadoop', '<name>x.pw</name>\n<value>⟦abc⟧</value>'],
  ['an attribute of OTLP', '{"key":"db.pw","value":{"stringValue":"⟦abc⟧"}}'],
  [
    'an attribute of OTLP in a string',
    '{\\"key\\":\\"db.pw\\", \\"value\\": {\\"stringValue\\": \\"⟦abc⟧\\"}}',
  ],
  ['an item of DynamoDB', '{"pw":{"S":"⟦abc⟧"}}'],
  ['a name with other members behind it', '{"name":"pw","type":"x"}'],
  ['a name and a value in a list', '["pw", "⟦abc⟧"]'],
  ['a pair of attributes', '<add key="pw" value="⟦abc⟧" />'],
  ['a pair in JSON', '{"name": "DB_pw", "value": "⟦abc⟧"}'],
  ['a pair in YAML', '- name: DB_pw\n  value: "⟦abc⟧"'],
  ['a query', 'https://host/?pw=⟦abc⟧&x=1'],
  ['an escaped line end before the name', '"x\\npw=⟦abc⟧\\ny"'],
  ['the first part of a connection string', 'pw=⟦abc⟧;Database=x;y=z'],
  ['a part before a name of two words', 'pw=⟦abc⟧;User ID=sa;Server=x'],
  ['a part before a name of four words', 'pw=⟦abc⟧;Enable Retry On Failure=1'],
  ['a part in the middle', 'Server=x;pw=⟦abc⟧;Database=y'],
  ['the last part', 'Server=x;pw=⟦abc⟧;'],
  ['parts with blanks', 'pw=⟦abc⟧; User ID=sa'],
  ['a connection string in quotes', '"Server=x;pw=⟦abc⟧;Database=y"'],
  ['a line with semicolons that part nothing', 'pw=⟦a;b;c⟧\n'],
  ['a line with a semicolon before a word', 'pw=⟦a;word⟧\n'],
  ['a line with a semicolon before a number', 'pw=⟦a;1=b⟧\n'],
  ['a line with a semicolon at its end', 'pw=⟦a;b⟧;\n'],
  ['Markdown', '> pw: `⟦abc⟧`'],
  ['Markdown with double backquotes', '> pw: ``⟦abc⟧``'],
  ['Markdown in bold', '**pw**: ⟦abc⟧\n'],
  ['Markdown in bold with its colon', '**pw:** ⟦abc⟧\n'],
  ['Markdown in italics with its colon', '- *pw:* `⟦abc⟧`\n'],
  ['an empty raw string before others', 'pw = ``, x = `abc`'],
  ['double backquotes that are not closed', 'pw = ``abc`'],
  ['double backquotes that are closed on the next line', 'pw = ``abc\n``'],
  ['a YAML alias', 'pw: ⟦*abc⟧'],
  ['a wrapping call of bytes', 'pw = base64.b64decode(b"⟦abc⟧")'],
  ['a wrapping call with blanks', 'pw = Buffer.from( "⟦abc⟧", "hex")'],
  ['a constructor', 'pw = new SecretString("⟦abc⟧")'],
  ['a wrapping call as an argument', 'config.setpw(String("⟦abc⟧"))'],
  ['an argument that is no text', 'config.setpw(read(abc))'],
  ['another call', 'pw = os.getenv("abc")'],
  ['another call with a prefixed text', 'pw = lookup(b"abc")'],
  ['brackets in a line', 'pw=⟦a(b)c⟧\n'],
  ['CRLF', 'pw=⟦abc⟧\r\nX=1\r\n'],
  ['CRLF before the value', '"pw":\r\n\t"⟦abc⟧"\r\n'],
  ['CRLF in a pair of YAML', '- name: pw\r\n  value: ⟦abc⟧\r\n'],
  ['a value two empty lines below', 'pw:\n\n\n  "⟦abc⟧"'],
  ['a value further below', 'pw:\n\n\n\n  "abc"'],
  ['a flag behind an escaped line end', '"run\\n--pw ⟦abc⟧"'],
  ['a flag in a list', '["--pw", "⟦abc⟧"]'],
  ['JSON in JSON in JSON', '{\\\\\\"pw\\\\\\": \\\\\\"⟦abc⟧\\\\\\"}'],
  ['a name at the end', 'the pw'],
  ['a name and an operator at the end', 'the pw='],
  ['a quote at the end', 'the pw="'],
  ['a backslash at the end', 'the pw\\'],
  ['a call as a value', 'x = { pw: read_pw() }'],
  ['nothing', 'pw ='],
  ['an empty text', 'pw = ""'],
  ['no operator', 'the pw seems long'],
  ['a quote that is not closed', 'pw = "abc\n'],
] as const)('%s', ([, marked]) => check(marked))

test.for([
  ['a value past the limit', `pw = "${'x'.repeat(2000)}"`],
  ['a name past the limit', `${'x'.repeat(150)}pw = "abc"`],
] as const)('%s is none', ([, text]) => {
  const bytes = bytesOfUtf8(text)
  const at = text.indexOf('pw')
  expect(readAssignment(bytes, nameAround(bytes, at, at + 2))).toBeUndefined()
})
