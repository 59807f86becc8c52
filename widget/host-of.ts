/** Where the host is served, by the folder in which its scripts' names begin: there. */
export const hostOf = (folder: string | undefined): string | undefined => folder
