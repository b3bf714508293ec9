import { readShallow } from '../../git/attribution.ts'
import { countCommits, listRange, lookUpObjects, type KnownObjects, type ListedRange } from '../../git/list-range.ts' // prettier-ignore
import { isZeroId, type ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import type { Selection } from '../../git/select-commits.ts'
import type { ChangeCoverage, Problem } from '../../report/scan-result.ts'
import { reasonOf } from '../../text/error.ts'
import type { ChangeCommits, ObjectSupply } from './change.ts'

/** All commits that a change brings, and how that is known. */
export interface ClosedRange extends Selection {
  /** With those that are known of but cannot be scanned. */
  readonly total: number
  /** Each says why the range is not known to be all. */
  readonly problems: readonly Problem[]
  readonly fetched?: NonNullable<ChangeCoverage['fetched']>
}

/** Generations that are fetched at first where nobody says how many commits there are. */
const depthAtFirst = 16
/** From here on all that is left is fetched at once. */
const depthMax = 1 << 16

/** What a range is made of, before anything is known of it. */
interface Ends {
  readonly tips: readonly ObjectId[]
  readonly bases: readonly ObjectId[]
  /** The rest is scanned without them. */
  readonly optional: readonly ObjectId[]
  readonly counted: number | undefined
}

/**
 * Lists what a change brings, and fetches until the list is closed: none of it is the end of a shallow clone.
 *
 * @param supply `undefined`: what is missing becomes a problem
 */
export async function closeRange(
  repository: Repository,
  commits: ChangeCommits,
  supply: ObjectSupply | undefined,
): Promise<ClosedRange> {
  if (commits.kind === 'none') return { commits: [], ends: [], total: 0, problems: [] }
  return new Closing(repository, endsOf(commits), supply).run(namedEnds(commits))
}

class Closing {
  readonly #repository: Repository
  readonly #ends: Ends
  readonly #supply: ObjectSupply | undefined
  readonly #problems: Problem[] = []
  readonly #wanted: readonly ObjectId[]
  #known: KnownObjects = { present: new Set(), commits: new Set() }
  #depth: number
  #hasFetched = false
  /** How many commits there were before the first was fetched. */
  #before: number | undefined

  constructor(repository: Repository, ends: Ends, supply: ObjectSupply | undefined) {
    this.#repository = repository
    this.#ends = ends
    this.#supply = supply
    this.#wanted = [...new Set([...ends.tips, ...ends.bases, ...ends.optional])]
    this.#depth = Math.max(depthAtFirst, (ends.counted ?? 0) + 1)
  }

  async run(ends: Selection['ends']): Promise<ClosedRange> {
    const { tips, bases, optional, counted } = this.#ends
    const wasShallow = readShallow(this.#repository).size > 0
    await this.#bring()
    const { present, commits } = this.#known
    const missing = new Set(this.#wanted.filter((id) => !present.has(id)))
    for (const id of missing) await this.#tell(id)
    const isKnown = [...tips, ...bases].every((id) => !missing.has(id))
    const keep = (ids: readonly ObjectId[]) => (isKnown ? ids.filter((id) => commits.has(id)) : [])
    const [from, to] = [keep(bases), keep([...tips, ...optional])]
    const listed = await this.#deepen(to, from)
    const cut = new Set(listed.cut)
    if (cut.size > 0) this.#problem(`${listed.cut[0]}`, 'the clone ends here: what it added is not known') // prettier-ignore
    const own = optional.length === 0 ? listed.commits.length : await this.#countRange(tips, bases)
    if (isKnown && counted !== undefined && counted > own) {
      this.#problem('commits', `the forge counts ${counted}, ${own} were found`)
    }
    return {
      commits: listed.commits.filter((id) => !cut.has(id)),
      ends: ends.filter(({ id }) => !missing.has(id)),
      total: Math.max(listed.commits.length, counted ?? 0),
      problems: this.#problems,
      ...(this.#hasFetched && {
        fetched: {
          commits: Math.max(0, (await this.#count()) - this.#before!),
          deepened: wasShallow,
        },
      }),
    }
  }

  /** Fetches what is missing, as far as that goes. */
  async #bring(): Promise<void> {
    const wanted = this.#wanted
    this.#known = await lookUpObjects(this.#repository, wanted)
    const missing = wanted.filter((id) => !this.#known.present.has(id))
    if (missing.length === 0 || !this.#supply) return
    // One that the forge no longer gives spoils it for all.
    if (!(await this.#fetch(wanted))) for (const id of missing) await this.#fetch([id])
    this.#known = await lookUpObjects(this.#repository, wanted)
  }

  async #deepen(tips: readonly ObjectId[], bases: readonly ObjectId[]): Promise<ListedRange> {
    for (;;) {
      const listed = await listRange(this.#repository, tips, bases)
      const isClosed = listed.cut.length === 0 && listed.isExact
      if (isClosed || !this.#supply || this.#depth > 2 * depthMax) return listed
      if (this.#hasFetched) this.#depth *= 2
      try {
        const depth = this.#depth > depthMax ? 'all' : this.#depth
        this.#before ??= await this.#count()
        await this.#supply.fetch([...tips, ...bases], depth)
        this.#hasFetched = true
      } catch (error) {
        this.#problem('commits', reasonOf(error))
        return listed
      }
    }
  }

  async #fetch(wanted: readonly ObjectId[]): Promise<boolean> {
    try {
      this.#before ??= await this.#count()
      await this.#supply!.fetch(wanted, this.#depth)
      this.#hasFetched = true
      return true
    } catch (error) {
      if (wanted.length === 1) this.#problem(`commit ${wanted[0]}`, reasonOf(error))
      return false
    }
  }

  async #tell(id: ObjectId): Promise<void> {
    const path = `commit ${id}`
    if (this.#problems.some((problem) => problem.path === path)) return
    this.#problem(path, 'is not in this clone, and nowhere to be fetched from')
  }

  #problem(path: string, reason: string): void {
    this.#problems.push({ path, reason })
  }

  async #countRange(tips: readonly ObjectId[], bases: readonly ObjectId[]): Promise<number> {
    const { present } = await lookUpObjects(this.#repository, [...tips, ...bases])
    if ([...tips, ...bases].some((id) => !present.has(id))) return 0
    return countCommits(this.#repository, [...tips, ...bases.map((id) => `^${id}`)])
  }

  /** Of those that are here, with their ancestors. */
  #count(): Promise<number> {
    return countCommits(this.#repository, [...this.#known.commits])
  }
}

function endsOf(commits: Exclude<ChangeCommits, { kind: 'none' }>): Ends {
  const present = (ids: readonly ObjectId[]) => ids.filter((id) => !isZeroId(id))
  if (commits.kind === 'range') {
    const { base, head, formerHeads, countedByForge } = commits
    return {
      tips: present([head]),
      bases: present([base]),
      optional: present(formerHeads),
      counted: countedByForge,
    }
  }
  const { updates, known } = commits
  return {
    tips: present(updates.map(({ to }) => to)),
    bases: present([...known, ...updates.map(({ from }) => from)]),
    optional: [],
    counted: undefined,
  }
}

function namedEnds(commits: ChangeCommits): Selection['ends'] {
  if (commits.kind !== 'new') return []
  return commits.updates.filter(({ to }) => !isZeroId(to)).map(({ to, name }) => ({ id: to, name }))
}
