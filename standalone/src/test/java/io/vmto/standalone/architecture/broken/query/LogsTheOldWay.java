package io.vmto.standalone.architecture.broken.query;

import java.util.logging.Logger;

final class LogsTheOldWay {
  final Logger log = Logger.getLogger("query");
}
