import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

/** Random texts that must stand nowhere, and values that are made of them. */
export function plantedValues(seed: number) {
  const random = seededRandom(seed)
  const make = (template: string) => assembleSample(template, random).text
  const token = make('⟦ghp_<base62:30><crc32-base62>⟧')
  const [hex, word, password, option] = [
    make('⟦<hex:40>⟧'),
    make('⟦<base62:28>⟧'),
    make('⟦<base62:22>⟧'),
    make('⟦<base62:24>⟧'),
  ] as const
  const values = [
    token,
    hex,
    `ключ-${word}`,
    `postgres://app:${password}@db.internal:5432/app`,
    `--help=${option}`,
    `{"user":"app","password":"${make('⟦<base62:26>⟧')}"}`,
  ]
  return { values, secrets: [token, hex, word, password, option, values[5]!.slice(26, -2)] }
}
