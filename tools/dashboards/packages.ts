import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../cache';
import { filledOnce, progress, stampOf } from '../once';

const PINS = join(__dirname, 'packages');
const PAGE = join(__dirname, 'page');

/**
 * The folder of Grafana's own packages, of the program that bundles them and of the one that drives a browser: 440 MB that
 * nothing else needs, so they are no dependency of this repository.
 */
export function grafanaPackages(): string {
  const files = ['package.json', 'package-lock.json'];
  return filledOnce(cacheFolder('dashboards'), stampOf(files.map((file) => join(PINS, file))), (work) => {
    progress('installing Grafana\'s packages');
    files.forEach((file) => copyFileSync(join(PINS, file), join(work, file)));
    // Grafana's packages name peers that they do not need to draw; a script of one would download a browser.
    execFileSync('npm', ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
  });
}

/** The folder with the page and its program, bundled. */
export function bundledPage(): string {
  const packages = grafanaPackages();
  const stamp = stampOf(['page.jsx', 'index.html'].map((file) => join(PAGE, file)), packages, 'bundle');
  return filledOnce(cacheFolder('dashboards'), `page-${stamp}`, (work) => {
    const modules = join(packages, 'node_modules');
    mkdirSync(work, { recursive: true });
    const loaders = ['svg', 'woff2', 'ttf'].map((kind) => `--loader:.${kind}=dataurl`);
    execFileSync(join(modules, '.bin', 'esbuild'), [
      join(PAGE, 'page.jsx'), '--bundle', '--minify', '--format=iife', '--jsx=automatic', '--log-level=error', ...loaders,
      '--define:process.env.NODE_ENV="production"', '--alias:react-router-dom-v5-compat=react-router-dom', `--outfile=${join(work, 'page.js')}`,
    ], { env: { ...process.env, NODE_PATH: modules }, stdio: ['ignore', 'ignore', 'inherit'] });
    copyFileSync(join(PAGE, 'index.html'), join(work, 'index.html'));
  });
}

/** What drives a browser. */
export function puppeteer(): any {
  return createRequire(join(grafanaPackages(), 'package.json'))('puppeteer-core');
}
