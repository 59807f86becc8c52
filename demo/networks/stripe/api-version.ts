/** The version of the API that the stand-in speaks, whatever well-formed version is asked for. */
export const API_VERSION = '2026-10-28.endive'
