package io.vmto.standalone.architecture.broken.transfer.step;

import org.axonframework.commandhandling.gateway.CommandGateway;

record SendsByItself(CommandGateway commands) {}
