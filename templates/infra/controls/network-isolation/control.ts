import { Aspects } from 'aws-cdk-lib';
import {
  CfnDataQualityJobDefinition,
  CfnModel,
  CfnModelBiasJobDefinition,
  CfnModelExplainabilityJobDefinition,
  CfnModelQualityJobDefinition,
} from 'aws-cdk-lib/aws-sagemaker';
import type { Foundation } from '../../foundation.ts';

const definitions = [
  CfnDataQualityJobDefinition,
  CfnModelBiasJobDefinition,
  CfnModelExplainabilityJobDefinition,
  CfnModelQualityJobDefinition,
];

function isIsolated(setting: unknown): boolean {
  return typeof setting === 'object' && setting !== null && Object.entries(setting).some(isolates);
}

const isolates = ([key, value]: [string, unknown]) => key === 'enableNetworkIsolation' && value === true;

/** Refused at synth: a model that needs a network is a decision that somebody makes by turning this control off. */
export function apply({ training }: Foundation): void {
  Aspects.of(training.node.scope ?? training).add({
    visit(node) {
      if (node instanceof CfnModel) {
        const wrong = node.enableNetworkIsolation === true ? [] : ['Set enableNetworkIsolation'];
        node.node.addValidation({ validate: () => wrong });
      } else if (definitions.some((definition) => node instanceof definition)) {
        const { networkConfig } = node as CfnDataQualityJobDefinition;
        const wrong = isIsolated(networkConfig) ? [] : ['Set networkConfig.enableNetworkIsolation'];
        node.node.addValidation({ validate: () => wrong });
      }
    },
  });
}
