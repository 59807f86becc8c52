export declare function findChromium(): string | null
export declare function findFirefox(): string | null
export declare function findWebKit(): { browser: string; driver: string; display: string } | null
