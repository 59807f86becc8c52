/** What a visitor has typed. */
export interface VisitorEntry {
  email: string
  name: string
}

export interface EntryProblems {
  email?: 'emailMissing' | 'emailWrong'
  name?: 'nameLong'
}

/** Of something that can be an address: the server looks more closely, and only mail that arrives proves it. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/
const LONGEST_NAME = 200

export function findProblems({ email, name }: VisitorEntry): EntryProblems {
  return {
    ...(email.trim() === '' ? { email: 'emailMissing' } : !EMAIL.test(email.trim()) && { email: 'emailWrong' }),
    ...(name.trim().length > LONGEST_NAME && { name: 'nameLong' }),
  }
}

export const hasProblems = ({ email, name }: EntryProblems): boolean => Boolean(email || name)
