import { describeRefusal } from './describe-refusal.ts'
import type { Github } from '../github.ts'
import { loginOf, objectOf, objectsOf } from '../json-of.ts'
import { pageItemsMax } from './walk-by-update.ts'
import { StanchError } from '../../text/error.ts'

/** What an account has, and what of it is switched on. */
export interface ListedRepository {
  /** `OWNER/REPO`, in GitHub's own spelling. */
  readonly name: string
  readonly isFork: boolean
  readonly isArchived: boolean
  readonly isPrivate: boolean
  readonly hasDiscussions: boolean
  readonly hasWiki: boolean
  /** No commit was ever pushed. */
  readonly isEmpty: boolean
  readonly description: unknown
  readonly homepage: unknown
  readonly topics: readonly string[]
  readonly updatedAt: unknown
}

/** @throws StanchError `GITHUB_NOT_FOUND` */
export async function readRepositoryEntry(github: Github, name: string): Promise<ListedRepository> {
  const { status, data, message } = await github.get(`/repos/${name}`)
  const entry = status === 200 ? entryOf(objectOf(data)) : undefined
  if (entry === undefined) throw notFound(`${name}`, status, message)
  return entry
}

/**
 * All repositories of an organisation or a person that the token may see, by name.
 *
 * @throws StanchError `GITHUB_NOT_FOUND`; a list that breaks off is no list
 */
export async function listRepositories(
  github: Github,
  account: string,
): Promise<{ repositories: ListedRepository[]; isOrganization: boolean }> {
  const { status, data, message } = await github.get(`/users/${account}`)
  if (status !== 200) throw notFound(account, status, message)
  const isOrganization = objectOf(data)['type'] === 'Organization'
  const path = await listPath(github, account, isOrganization)
  const repositories: ListedRepository[] = []
  let next: string | undefined = path
  while (next !== undefined) {
    const page = await github.get(next)
    if (page.status !== 200) throw notFound(account, page.status, page.message)
    for (const item of objectsOf(page.data)) {
      const entry = entryOf(item)
      if (entry && entry.name.toLowerCase().startsWith(`${account.toLowerCase()}/`))
        repositories.push(entry)
    }
    next = page.next
  }
  return {
    repositories: repositories.toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    isOrganization,
  }
}

/** Logins of who belongs to an organisation, as far as the token may know; `undefined`: it may not. */
export async function listMembers(
  github: Github,
  organization: string,
): Promise<{ members: string[] } | { reason: string }> {
  const members: string[] = []
  let next: string | undefined = `/orgs/${organization}/members?per_page=${pageItemsMax}`
  while (next !== undefined) {
    const { status, data, message, next: following } = await github.get(next)
    if (status !== 200) return { reason: describeRefusal({ status, message }, 'Members') }
    members.push(...objectsOf(data).flatMap((item) => loginOf(item) ?? []))
    next = following
  }
  return { members: members.filter((login) => /^[\w-]+(?:\[bot\])?$/.test(login)) }
}

/** Private repositories of a person are listed only to that person, elsewhere. */
async function listPath(github: Github, account: string, isOrganization: boolean): Promise<string> {
  const page = `per_page=${pageItemsMax}&sort=full_name`
  if (isOrganization) return `/orgs/${account}/repos?type=all&${page}`
  const { status, data } = await github.get('/user')
  const isOwn = status === 200 && loginOf(data)?.toLowerCase() === account.toLowerCase()
  return isOwn ? `/user/repos?affiliation=owner&${page}` : `/users/${account}/repos?${page}`
}

function entryOf(item: Readonly<Record<string, unknown>>): ListedRepository | undefined {
  const name = item['full_name']
  if (typeof name !== 'string' || !isRepositoryName(name)) return undefined
  const topics = item['topics']
  return {
    name,
    isFork: item['fork'] === true,
    isArchived: item['archived'] === true,
    isPrivate: item['private'] === true,
    hasDiscussions: item['has_discussions'] !== false,
    hasWiki: item['has_wiki'] !== false,
    isEmpty: item['size'] === 0 && item['pushed_at'] === item['created_at'],
    description: item['description'],
    homepage: item['homepage'],
    topics: Array.isArray(topics) ? topics.filter((topic) => typeof topic === 'string') : [],
    updatedAt: item['updated_at'],
  }
}

/** As GitHub allows them, and safe in a path. */
export function isRepositoryName(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(text)
}

function notFound(name: string, status: number, message: string | undefined): StanchError {
  return new StanchError(
    'GITHUB_NOT_FOUND',
    `${name}: ${describeRefusal({ status, message }, 'Metadata')}. Check the name, and whether the token may see it.`,
  )
}
