const production =
  /^(?:prod|production|prd|live|main)(?:$|[-_./ \d])|[-_./ ](?:prod|production|prd|live)$/i

/** What an inventory's name of an environment means: names that do not say production are taken for another one. */
export function kindOfEnvironment(
  environment: string | null | undefined,
): 'production' | 'other' | 'unknown' {
  if (environment === null || environment === undefined || environment.trim() === '')
    return 'unknown'
  return production.test(environment.trim()) ? 'production' : 'other'
}
