import type { GitOrigin } from '../../engine/document.ts'
import type { Finding } from '../../engine/finding.ts'
import { describePart } from '../describe-github.ts'
import type { ChangeFacts } from './change-facts.ts'
import { commitAddress, fileAddress, shortCommit } from './markdown.ts'

/** A place as readers see it. Texts are from outside: not escaped. */
export interface ShownPlace {
  readonly label: string
  /** Opens exactly this place. */
  readonly address: string | undefined
  /** Full name of the oldest commit that has it. */
  readonly commit: string | undefined
  /** `YYYY-MM-DD`. */
  readonly day: string | undefined
}

type Forge = Pick<ChangeFacts, 'serverUrl' | 'repository'>

export function shownPlace({ origin, line }: Finding, forge: Forge): ShownPlace {
  const day = dayOf('date' in origin ? origin.date : 'time' in origin ? origin.time : undefined)
  switch (origin.kind) {
    case 'git':
      return { ...gitPlace(origin, line, forge), commit: origin.commit ?? undefined, day }
    case 'github':
      return { label: describePart(origin), address: origin.url, commit: undefined, day }
    default:
      return { label: `${origin.path}:${line}`, address: undefined, commit: undefined, day }
  }
}

function gitPlace(
  { path, part, blob, commit, url }: GitOrigin,
  line: number,
  forge: Forge,
): Pick<ShownPlace, 'label' | 'address'> {
  if (blob === undefined) {
    const at = commit === null ? '' : ` of commit ${shortCommit(commit)}`
    const name = part === 'path' ? `name of ${path}` : `${part ?? 'message'}${at}`
    return { label: name, address: commit === null ? url : commitAddress(forge, commit) }
  }
  const label = `${path}:${line}`
  if (commit === null) return { label, address: url }
  const archive = archiveOf(path)
  const address =
    archive === undefined
      ? fileAddress(forge, commit, path, line)
      : fileAddress(forge, commit, archive)
  return { label, address }
}

/** The file of the repository that holds the entry; `undefined`: the path is a file itself. */
export function archiveOf(path: string): string | undefined {
  return /^(.*?\.(?:zip|jar|war|ear|whl|nupkg|apk|ipa|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|sqlite3?|db|docx|xlsx|pptx|odt)[^!/]*)!/i.exec(
    path,
  )?.[1]
}

function dayOf(time: string | undefined): string | undefined {
  return time === undefined ? undefined : /^\d{4}-\d\d-\d\d/.exec(time)?.[0]
}
