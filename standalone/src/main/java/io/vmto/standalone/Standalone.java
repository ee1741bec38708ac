package io.vmto.standalone;

import io.vmto.connection.ConnectionConfiguration;
import io.vmto.gateway.GatewayConfiguration;
import io.vmto.job.JobConfiguration;
import io.vmto.license.LicenseConfiguration;
import io.vmto.query.QueryConfiguration;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.transfer.TransferConfiguration;
import io.vmto.webhook.WebhookConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The one-JVM composition: every service's own configuration, nothing of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
  RuntimeConfiguration.class,
  JobConfiguration.class,
  ConnectionConfiguration.class,
  TransferConfiguration.class,
  LicenseConfiguration.class,
  WebhookConfiguration.class,
  QueryConfiguration.class,
  GatewayConfiguration.class
})
public class Standalone {}
