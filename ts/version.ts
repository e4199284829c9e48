/** Version of netcap: semantic, without a leading `v`. The same as in package.json, which a test watches over. */
export const VERSION = "0.1.0";
