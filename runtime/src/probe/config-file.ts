import { readFileSync } from 'node:fs';
import { parseProbeConfig, ProbeConfig } from './probe-config.js';
import { ProbeMetrics } from './probe-metrics.js';
import { Log } from '../logging/log.js';
import { SettingError } from '../settings/variable.js';

/** How often it is looked whether the file changed, in milliseconds: the kubelet brings a ConfigMap's change within a minute or so. */
const LOOK = 5_000;

/**
 * The file with what is probed. It is read again and again: events of a file system do not tell of the links by which
 * the kubelet changes a ConfigMap's files.
 */
export class ConfigFile {
  private text: string;
  private timer: NodeJS.Timeout | undefined;

  /** @throws SettingError where it can't be read or makes no sense */
  public constructor(
    private readonly file: string, private readonly namespace: string | undefined, private readonly take: (config: ProbeConfig) => void,
    private readonly metrics: ProbeMetrics, private readonly log: Log,
  ) {
    this.text = this.read();
    this.obey();
  }

  /** Obeys changes of the file; one that makes no sense is told of, and the configuration before it stays. */
  public watch(every = LOOK): void {
    this.timer = setInterval(() => this.look(), every);
  }

  public close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    try {
      const text = this.read();
      if (text !== this.text) {
        this.text = text; // even where it is refused: once is enough to say so
        this.obey();
        this.log.info('the configuration changed', { file: this.file });
      }
    } catch (error) {
      if (this.metrics.probeConfigReloadSuccessful.of().value === 1) {
        this.log.error('the changed configuration was refused', { error: (error as Error).message });
      }
      this.metrics.probeConfigReloadSuccessful.of().value = 0;
    }
  }

  private obey(): void {
    this.take(this.parsed());
    this.metrics.probeConfigReloadSuccessful.of().value = 1;
    this.metrics.probeConfigReloadTime.of().value = Date.now() / 1000;
  }

  private parsed(): ProbeConfig {
    try {
      return parseProbeConfig(this.text, this.namespace);
    } catch (error) {
      throw new SettingError(`The probe's configuration ${this.file} makes no sense. ${(error as Error).message}`);
    }
  }

  private read(): string {
    try {
      return readFileSync(this.file, 'utf8');
    } catch (error) {
      throw new SettingError(`The probe's configuration ${this.file} can't be read: ${(error as Error).message}. Mount the ConfigMap there, or name another file by --config.`);
    }
  }
}
