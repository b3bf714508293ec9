import java.io.*;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.header.*;
import org.apache.kafka.common.header.internals.*;
import org.apache.kafka.common.serialization.*;

/**
 * Kafka's own client at the other end of a pipe: whatever Stanch reads was written by it, and it reads what Stanch has
 * written. Commands are lines; each answer ends with a line that is a full stop.
 *
 * aborted TOPIC says how many records were written for nothing.
 * create TOPIC PARTITIONS [NAME=VALUE]... | read TOPIC | end TOPIC | committed GROUP TOPIC
 * fill TOPIC PARTITIONS COUNT FILE writes the lines of a file, again and again, a partition after the other
 * compare TOPIC PARTITIONS COUNT FILE says how what is committed differs from what fill writes; nothing where it does not
 * write COMPRESSION [commit|abort] then records, then a full stop
 *
 * A record is a line of tabs: topic, partition, timestamp, key, value, headers; bytes in base64, null is "-", headers are
 * name=value joined by commas.
 */
public class KafkaTool {
  static String broker;
  static PrintStream out;
  static BufferedReader in;

  public static void main(String[] args) throws Exception {
    broker = args[0];
    out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
    in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split(" ");
      try {
        switch (words[0]) {
          case "create" -> create(words);
          case "write" -> write(words);
          case "fill" -> fill(words);
          case "compare" -> compare(words);
          case "read" -> read(words[1]);
          case "aborted" -> aborted(words[1]);
          case "end" -> end(words[1]);
          case "committed" -> committed(words[1], words[2]);
          default -> out.println("error unknown command");
        }
      } catch (Exception error) {
        out.println("error " + String.valueOf(error).replace('\n', ' '));
      }
      out.println(".");
      out.flush();
    }
  }

  static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker);
    return settings;
  }

  static void create(String[] words) throws Exception {
    Map<String, String> configuration = new HashMap<>();
    for (int at = 3; at < words.length; at++) {
      String[] pair = words[at].split("=", 2);
      configuration.put(pair[0], pair[1]);
    }
    try (Admin admin = Admin.create(settings())) {
      NewTopic topic = new NewTopic(words[1], Integer.parseInt(words[2]), (short) 1);
      admin.createTopics(List.of(topic.configs(configuration))).all().get();
    }
  }

  static void write(String[] words) throws Exception {
    Map<String, Object> settings = settings();
    settings.put("compression.type", words[1]);
    settings.put("linger.ms", 5);
    settings.put("max.request.size", 1 << 26);
    settings.put("buffer.memory", 1 << 27);
    boolean isTransaction = words.length > 2;
    if (isTransaction) settings.put("transactional.id", "upstream-" + UUID.randomUUID());
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
      if (isTransaction) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (String line; !(line = in.readLine()).equals("."); ) producer.send(parse(line));
      producer.flush();
      if (isTransaction && words[2].equals("commit")) producer.commitTransaction();
      if (isTransaction && words[2].equals("abort")) producer.abortTransaction();
    }
  }

  static void fill(String[] words) throws Exception {
    List<String> lines = java.nio.file.Files.readAllLines(java.nio.file.Path.of(words[4]));
    int partitions = Integer.parseInt(words[2]);
    Map<String, Object> settings = settings();
    settings.put("linger.ms", 20);
    settings.put("batch.size", 1 << 19);
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
      for (int count = 0; count < Integer.parseInt(words[3]); count++) {
        byte[] value = lines.get(count % lines.size()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(words[1], count % partitions, null, value));
      }
    }
  }

  static void compare(String[] words) throws Exception {
    List<String> lines = java.nio.file.Files.readAllLines(java.nio.file.Path.of(words[4]));
    int partitions = Integer.parseInt(words[2]);
    int count = Integer.parseInt(words[3]);
    int[] seen = new int[partitions];
    int[] wrong = {0};
    read(words[1], "read_committed", record -> {
      int turn = seen[record.partition()]++ * partitions + record.partition();
      String line = new String(record.value(), java.nio.charset.StandardCharsets.UTF_8);
      if (!line.equals(lines.get(turn % lines.size())) && wrong[0]++ == 0)
        out.println("partition " + record.partition() + ", record " + (seen[record.partition()] - 1) + " is another");
    });
    int total = Arrays.stream(seen).sum();
    if (total != count) out.println(total + " records, expected " + count);
    if (wrong[0] > 0) out.println(wrong[0] + " records are others");
  }

  static ProducerRecord<byte[], byte[]> parse(String line) {
    String[] parts = line.split("\t", -1);
    List<Header> headers = new ArrayList<>();
    for (String pair : parts[5].split(",")) {
      if (pair.isEmpty()) continue;
      int at = pair.indexOf('=');
      String name = new String(bytesOf(pair.substring(0, at)), java.nio.charset.StandardCharsets.UTF_8);
      headers.add(new RecordHeader(name, bytesOf(pair.substring(at + 1))));
    }
    return new ProducerRecord<>(
        parts[0], Integer.parseInt(parts[1]) < 0 ? null : (Integer) Integer.parseInt(parts[1]), Long.parseLong(parts[2]),
        bytesOf(parts[3]), bytesOf(parts[4]), headers);
  }

  static byte[] bytesOf(String text) {
    return text.equals("-") ? null : Base64.getDecoder().decode(text.replace('_', '='));
  }

  /** Padding is written as _, so that = stands between name and value alone. */
  static String textOf(byte[] bytes) {
    return bytes == null ? "-" : Base64.getEncoder().encodeToString(bytes).replace('=', '_');
  }

  static Consumer<byte[], byte[]> consumer() {
    return consumer("read_committed");
  }

  static Consumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> settings = settings();
    settings.put("isolation.level", isolation);
    settings.put("enable.auto.commit", false);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(settings, bytes, bytes);
  }

  static List<TopicPartition> partitionsOf(Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(topic)) partitions.add(new TopicPartition(topic, info.partition()));
    return partitions;
  }

  /** All that is committed, each partition in order. */
  static void read(String topic) {
    read(topic, "read_committed", KafkaTool::print);
  }

  static void aborted(String topic) {
    int[] count = {0};
    read(topic, "read_uncommitted", record -> count[0]++);
    read(topic, "read_committed", record -> count[0]--);
    out.println(count[0]);
  }

  static void read(String topic, String isolation, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> use) {
    try (Consumer<byte[], byte[]> consumer = consumer(isolation)) {
      List<TopicPartition> partitions = partitionsOf(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) use.accept(record);
      }
    }
  }

  static void print(ConsumerRecord<byte[], byte[]> record) {
    StringJoiner headers = new StringJoiner(",");
    for (Header header : record.headers()) {
      byte[] name = header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      headers.add(textOf(name) + "=" + textOf(header.value()));
    }
    out.println(String.join("\t", record.topic(), "" + record.partition(), "" + record.timestamp(),
        textOf(record.key()), textOf(record.value()), headers.toString()));
  }

  static void end(String topic) {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitionsOf(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition one : partitions) out.println(one.partition() + " " + ends.get(one));
    }
  }

  static void committed(String group, String topic) throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().forEach((one, offset) -> {
        if (one.topic().equals(topic)) out.println(one.partition() + " " + offset.offset());
      });
    }
  }
}
