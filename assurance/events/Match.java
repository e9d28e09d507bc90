import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import software.amazon.event.ruler.Machine;

/** AWS's own matcher. stdin: [{"pattern": ..., "event": ...}, ...]; stdout: [true, false, "why it could not say", ...]. */
public class Match {
    public static void main(String[] words) throws Exception {
        ObjectMapper json = new ObjectMapper();
        ArrayNode answers = json.createArrayNode();
        for (JsonNode each : json.readTree(System.in)) {
            try {
                Machine machine = new Machine();
                machine.addRule("rule", each.get("pattern").toString());
                answers.add(machine.rulesForJSONEvent(each.get("event").toString()).size() == 1);
            } catch (Exception refused) {
                answers.add(refused.getClass().getSimpleName() + ": " + refused.getMessage());
            }
        }
        System.out.println(answers);
    }
}
