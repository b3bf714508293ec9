import type { Regex, RegexEngine } from './regex.ts'

/** What is used of the module `re2js`. */
type Re2Js = Pick<typeof import('re2js'), 'RE2JS'>

/** RE2 in plain JavaScript, with the syntax and the semantics of the native one: slower, and at home everywhere. */
export function re2jsEngine({ RE2JS }: Re2Js): RegexEngine {
  return {
    name: 're2js',
    compile(pattern): Regex {
      let compiled: InstanceType<typeof RE2JS> | undefined
      let anchored: InstanceType<typeof RE2JS> | undefined
      const run = (regex: InstanceType<typeof RE2JS>, text: string, from: number) => {
        const matcher = regex.matcher(text)
        if (!matcher.find(from)) return undefined
        return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => {
          const start = matcher.start(group)
          return start < 0 ? undefined : { start, end: matcher.end(group) }
        })
      }
      return {
        matchAt: (text, at) => {
          anchored ??= RE2JS.compile(`^(?:${pattern})`)
          const match = run(anchored, text.slice(at), 0)
          return match?.map((range) => range && { start: range.start + at, end: range.end + at })
        },
        search: (text, from) => run((compiled ??= RE2JS.compile(pattern)), text, from),
        isIn: (text) => (compiled ??= RE2JS.compile(pattern)).matcher(text).find(),
      }
    },
  }
}
