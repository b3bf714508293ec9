import type { RecordDraft } from '../../inventory/stored-secret.ts'
import { usage } from '../usage.ts'
import type { CommonOption, ParsedImporter } from './importer-command.ts'

/** Options of `stanch inventory import` that all sources have, beside those of all commands of an inventory. */
export const importOptions: readonly CommonOption[] = [
  { flags: '--dry-run', description: 'write nothing, show what would change' },
  {
    flags: '--retire-missing',
    description: 'set records deactivated that the source no longer has',
  },
  { flags: '--owner-team <name>', description: 'of new records: who answers for them' },
  { flags: '--owner-person <name>', description: 'of new records' },
  { flags: '--environment <name>', description: 'of new records: production, staging, …' },
  { flags: '--agent <name>', description: 'of new records: the agent that uses them' },
  { flags: '--tool <name>', description: 'of new records: the tool that uses them' },
  { flags: '--purpose <text>', description: 'of new records: what they are for' },
  { flags: '--hmsl', description: 'write the unkeyed column, too, for runs that have no key' },
  {
    flags: '--public',
    description: 'the inventory will be public: say what that means for --hmsl',
  },
  { flags: '--allow-http', description: 'speak http to other machines, too: readable on its way' },
  { flags: '--format <format>', description: 'text (default) or json' },
  { flags: '--verbose', description: 'name everything' },
]

export interface ImportOptions {
  readonly store: string | undefined
  readonly tenant: string | undefined
  readonly configurationPath: string | undefined
  readonly isDry: boolean
  readonly retiresMissing: boolean
  readonly defaults: Partial<RecordDraft>
  readonly allowsPlainHttp: boolean
  readonly hmsl: boolean | undefined
  readonly public: boolean
  readonly format: 'text' | 'json'
  readonly isVerbose: boolean
}

/** @throws StanchError `USAGE` */
export function buildImportOptions(typed: ParsedImporter['common']): ImportOptions {
  const text = (key: string) => (typeof typed[key] === 'string' ? typed[key] : undefined)
  const format = text('format') ?? 'text'
  if (format !== 'text' && format !== 'json')
    throw usage(`--format: expected text or json, got ${JSON.stringify(format)}.`)
  return {
    store: text('store'),
    tenant: text('tenant'),
    configurationPath: text('config'),
    isDry: typed['dryRun'] === true,
    retiresMissing: typed['retireMissing'] === true,
    defaults: defaultsOf(text),
    allowsPlainHttp: typed['allowHttp'] === true,
    hmsl: typed['hmsl'] === true ? true : undefined,
    public: typed['public'] === true,
    format,
    isVerbose: typed['verbose'] === true,
  }
}

function defaultsOf(text: (key: string) => string | undefined): Partial<RecordDraft> {
  const given = <T extends string>(keys: readonly (readonly [T, string])[]) =>
    Object.fromEntries(
      keys.flatMap(([key, option]) => {
        const value = text(option)
        return value === undefined ? [] : [[key, value]]
      }),
    ) as { [K in T]?: string }
  const owner = given([
    ['team', 'ownerTeam'],
    ['person', 'ownerPerson'],
  ])
  return {
    ...given([
      ['environment', 'environment'],
      ['agent', 'agent'],
      ['tool', 'tool'],
      ['purpose', 'purpose'],
    ]),
    ...(Object.keys(owner).length > 0 ? { owner } : {}),
  }
}
