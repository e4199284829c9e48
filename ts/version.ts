/** Version of netcap: semantic, without a leading `v`. The build replaces it with the one of package.json. */
export const VERSION = "0.1.0";
