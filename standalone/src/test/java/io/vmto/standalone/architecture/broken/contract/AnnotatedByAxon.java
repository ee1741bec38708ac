package io.vmto.standalone.architecture.broken.contract;

import org.axonframework.modelling.command.TargetAggregateIdentifier;

record AnnotatedByAxon(@TargetAggregateIdentifier String job) {}
