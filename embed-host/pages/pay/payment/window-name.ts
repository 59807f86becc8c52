/** How the name of a window begins in which a provider's page opens. A page of ours that finds itself in it closes it. */
export const WINDOW_NAME = 'paylink-provider'
