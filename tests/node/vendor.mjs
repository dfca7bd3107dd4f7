// Makes Node find what the scanner imports from vendor/ where npm has put it, as the server does for a browser:
// node --import ./tests/node/vendor.mjs …
import { register } from "node:module";

register("./vendor-hook.mjs", import.meta.url);
